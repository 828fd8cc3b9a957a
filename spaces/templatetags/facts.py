"""Facts of spaces, for Django templates."""

from django import template

from coworking.templating.template_functions import partial_date

register = template.Library()
register.filter(partial_date)
