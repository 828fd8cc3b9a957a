"""From the demo to one's own site: what the demo brought, what people did with it since, and its removal."""
