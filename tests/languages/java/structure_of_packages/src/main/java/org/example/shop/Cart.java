/** What is bought. */
package org.example.shop;

import com.google.gson.Gson;
import org.example.tax.Rates;

/** A cart. */
public class Cart {
  Gson gson;
  Rates rates;
}
