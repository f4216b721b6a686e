from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the portal: every default is kept but one."""

    def is_safe_url(self, url: str) -> bool:
        """What cannot even be read as an address (`http://[::1`) is refused as another site is."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False
