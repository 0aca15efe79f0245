"""The door of a service: answers commands and queries that come over RPC. `python -m shared.door <service>` runs one.

`answers` knows the contract and no transport; `requests` judges what arrives; `entrypoint` is nameko's part.
"""
