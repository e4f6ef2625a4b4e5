/// Where things are sold.
public struct Shop {}
