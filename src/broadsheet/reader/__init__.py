"""What readers see: templates, styles, scripts, template tags, search, share links.

Owns no models. Knows fronts and the newsroom; decides how everything looks and nothing about what is true."""
