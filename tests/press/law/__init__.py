"""The law: once nothing is left to be made, every stored page is, byte for byte, a fresh render of its address."""
