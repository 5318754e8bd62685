"""The parts of the page *People*: the film of a world, a person's file, and the guess at a goal."""
