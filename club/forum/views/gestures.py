"""What readers say of a question and its answers with one button: merci, moi aussi, the solution."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import gestures, queries, solving
from club.forum.models import Post, Topic
from club.forum.views import bp
from club.forum.views.addresses import home_of, page_or_none, topic_address
from club.policy import Action


def _back_to(post: Post) -> ResponseReturnValue:
    return redirect(home_of(post.topic, page=page_or_none(post.number), _anchor=f"message-{post.number}"))


@bp.post("/messages/<int:id>/merci")
@guard(Action.POST_THANK, queries.post)
def thank(post: Post) -> ResponseReturnValue:
    gestures.thank(post, current_user)
    return _back_to(post)


@bp.post("/messages/<int:id>/sans-merci")
@guard(Action.POST_THANK, queries.post)
def take_thanks_back(post: Post) -> ResponseReturnValue:
    gestures.take_thanks_back(post, current_user)
    return _back_to(post)


@bp.post("/sujets/<int:id>/moi-aussi")
@guard(Action.TOPIC_ECHO, queries.topic)
def echo(topic: Topic) -> ResponseReturnValue:
    gestures.echo(topic, current_user)
    flash("C’est noté : vous avez la même question. Suivez le sujet pour être prévenu des réponses.", "success")
    return redirect(topic_address(topic))


@bp.post("/sujets/<int:id>/plus-moi")
@guard(Action.TOPIC_ECHO, queries.topic)
def take_echo_back(topic: Topic) -> ResponseReturnValue:
    gestures.take_echo_back(topic, current_user)
    return redirect(topic_address(topic))


@bp.post("/messages/<int:id>/solution")
@guard(Action.POST_SOLVE, queries.post)
def choose_solution(post: Post) -> ResponseReturnValue:
    solving.choose(post, by=current_user)
    flash("Cette réponse est la solution : elle s’affiche sous la question.", "success")
    return redirect(topic_address(post.topic))


@bp.post("/sujets/<int:id>/sans-solution")
@guard(Action.TOPIC_SOLVE, queries.topic)
def clear_solution(topic: Topic) -> ResponseReturnValue:
    solving.clear(topic, by=current_user)
    flash("Le sujet n’a plus de solution.", "success")
    return redirect(topic_address(topic))


@bp.post("/sujets/<int:id>/verrouiller-solution")
@guard(Action.TOPIC_CURATE, queries.topic)
def lock_solution(topic: Topic) -> ResponseReturnValue:
    solving.lock(topic, is_locked=not topic.is_solution_locked, by=current_user)
    is_locked = topic.is_solution_locked
    flash("Seule l’équipe peut changer la solution." if is_locked else "L’auteur choisit de nouveau.", "success")
    return redirect(topic_address(topic))
