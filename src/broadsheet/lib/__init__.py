"""Small named modules without models that any app may use. They know nothing of the apps."""
