"""Contributions of a member, for Django templates."""

from django import template

from spaces.contributions.template_functions import my_contributions

register = template.Library()
register.simple_tag(my_contributions)
