"""Pure statistics over arrays: values in, frozen results out. Imports no Django."""
