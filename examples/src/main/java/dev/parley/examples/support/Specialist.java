package dev.parley.examples.support;

import java.util.List;

/**
 * An agent of the desk.
 *
 * @param name its name
 * @param description what it is there for
 * @param model the model it thinks with
 * @param instructions what its model is told at the start of every request
 * @param tools what it can do
 */
record Specialist(
    String name, String description, String model, String instructions, List<Tool> tools) {

  static Specialist billing(String model, String handbook, List<Tool> tools) {
    return new Specialist(
        "billing-agent",
        "Refunds, returns, invoices, payments, plans and gift cards",
        model,
        handbook + "\nYou are the billing specialist.",
        tools);
  }

  static Specialist technical(String model, String handbook, List<Tool> tools) {
    return new Specialist(
        "technical-agent",
        "Deliveries, addresses, accounts, devices and the interface for developers",
        model,
        handbook + "\nYou are the technical specialist.",
        tools);
  }
}
