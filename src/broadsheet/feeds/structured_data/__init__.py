"""What a page says about itself to machines, as JSON-LD in the words of schema.org.

Each module describes one sort of thing as plain dictionaries; ``pages`` chooses by what the page shows, and
``writing`` puts them into its head. Nothing here asks the database: a page says what it has loaded anyway.
"""
