"""Programmes, for Django templates."""

from django import template

from spaces.programmes.template_functions import call_state, fact_value, period

register = template.Library()
register.filter(fact_value)
register.simple_tag(period)
register.simple_tag(call_state)
