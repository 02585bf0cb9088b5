"""Who gets in, who is kept out, and what protects them."""
