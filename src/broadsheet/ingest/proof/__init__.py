"""What an import proves: every record, address, picture and word of the source, and what became of it.

`ledger` is filled while the import runs and completed by `proving`; `document` and `sheet` write it as JSON and HTML;
`verifying` holds it against the paper as it is served.
"""
