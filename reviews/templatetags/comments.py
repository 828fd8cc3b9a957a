"""The text of comments, for Django templates."""

from django import template

from reviews.comments.template_functions import comment_html

register = template.Library()
register.filter(comment_html)
