"""The pages of docs/reference, which are made from the code, and the site that is made of all pages. No part of the product."""
