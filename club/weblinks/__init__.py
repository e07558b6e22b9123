"""The addresses of the web that pages show: which still answer. Off unless the settings name hosts."""
