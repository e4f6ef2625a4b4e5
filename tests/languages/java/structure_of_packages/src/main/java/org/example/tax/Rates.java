package org.example.tax;

public class Rates {}
