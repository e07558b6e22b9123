"""The club's words: themes, kinds of partners and resources, functions, search synonyms."""
