"""Maps, for Django templates."""

from django import template

from spaces.contributions.template_functions import candidates_map
from spaces.maps.template_functions import spots_map

register = template.Library()
register.simple_tag(spots_map)
register.simple_tag(candidates_map)
