from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Adapter(DefaultOIDCAdapter):
    """Tells more than we ask for, as SPID does: what is not needed must not stay with us."""

    def get_claims(self, purpose, user, client, scopes, email=None, **kwargs):
        claims = super().get_claims(purpose, user, client, scopes, email=email, **kwargs)
        born = user.birth_date.isoformat() if user.birth_date else ""
        return claims | {"fiscal_number": "TINIT-CANARINO80A01E463X", "birthdate": born, "mobile_phone": "CANARINO"}
