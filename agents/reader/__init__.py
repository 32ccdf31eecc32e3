"""The optional second reader: a language model is asked about decisions in the grey band."""
