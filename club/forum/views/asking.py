"""What helps while somebody writes: questions close to theirs, names to mention."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import mentions, queries, similar
from club.forum.views import bp
from club.policy import Action, can

LONGEST = 150
LONGEST_NAME = 40


@bp.get("/questions-proches", endpoint="similar")
@guard(Action.TOPIC_CREATE)
def similar_topics() -> ResponseReturnValue:
    """A fragment for the script of the form; the form has its own step without scripts."""
    asked = request.args.get("titre", "")[:LONGEST]
    return render_template("forum/_similar.html", similar=similar.similar(asked, current_user), asked=asked)


@bp.get("/noms")
@guard(Action.MEMBER_LIST)
def names() -> ResponseReturnValue:
    """Whom one may mean by what is typed after `@`, for the script of the editor."""
    asked = request.args.get("sujet", type=int)
    topic = queries.topic(asked) if asked and 0 < asked < 2**31 else None
    readable = topic if topic is not None and can(current_user, Action.TOPIC_READ, topic) else None
    return jsonify(mentions.proposed(request.args.get("debut", "")[:LONGEST_NAME], readable, current_user))
