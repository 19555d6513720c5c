"""Function views, one module a page."""
