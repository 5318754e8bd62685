"""The parts of the page *Hiring*: three controls, the gates, and what is found there."""
