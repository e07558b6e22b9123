"""The entry of a WSGI server (`gunicorn wsgi:app`) and of the development shell (`flask --app wsgi club …`)."""

from club import create_app, schema
from club.cli import club

app = create_app()
app.cli.add_command(club)
schema.know(app)
