"""What more than one job would share. It reaches the executors through pyFiles."""


def family(species):
    """The last word of a species' name: "Red-tailed hawk" is a hawk."""
    return species.split()[-1].lower()
