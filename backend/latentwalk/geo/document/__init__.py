"""The members of a walk document, as pydantic checks them (DESIGN §7).

A field's description completes "expected …" in messages, and its example "write …"; both stand
in the JSON Schema too.
"""
