"""The entry of a WSGI server: `gunicorn wsgi:app`."""

from club import create_app

app = create_app()
