"""How dates are written where a template names no format: the admin, forms. Django's English ones are American."""
