"""Generates the pages of docs/reference from the code, and the site from all pages. Not part of the product."""
