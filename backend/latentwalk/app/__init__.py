"""The program: settings, FastAPI factory, HTTP routes, command line."""
