//! The OpenAPI document and the pages that are derived from the table of addresses.
