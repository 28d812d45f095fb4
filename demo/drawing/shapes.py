"""Every shape by the name the goods use."""

from . import dresses, home, outer, shoes, things, tops

SHAPES = {**dresses.SHAPES, **tops.SHAPES, **outer.SHAPES, **shoes.SHAPES, **things.SHAPES, **home.SHAPES}
