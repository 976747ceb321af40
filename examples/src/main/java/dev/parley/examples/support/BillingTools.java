package dev.parley.examples.support;

import static dev.parley.examples.support.Tool.facts;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What the billing agent can look up and do. */
final class BillingTools {

  private BillingTools() {}

  static List<Tool> on(ShopDatabase database) {
    return List.of(
        lookUpOrder(database),
        Tool.of(
            "issue_refund",
            "Releases the refund of an order to the means of payment that was used.",
            arguments ->
                database.write(
                    "refunds",
                    text(arguments, "order"),
                    facts -> facts("refund", facts.number("RF-", 6), "status", "released")),
            "order",
            "reason"),
        Tool.of(
            "fetch_invoice",
            "Fetches an invoice by its number, or the account's latest one.",
            arguments ->
                database.read(
                    "invoices",
                    text(arguments, "invoice"),
                    facts ->
                        facts(
                            "total", facts.euros(40, 480),
                            "issued_on", facts.day(-40, -6),
                            "status", "paid")),
            "invoice"),
        Tool.of(
            "correct_invoice",
            "Cancels an invoice and issues a new one to a company, after checking its VAT number.",
            arguments ->
                database.write(
                    "invoices",
                    text(arguments, "invoice"),
                    facts -> facts("replacement", facts.number("INV-2026-", 5), "vat", "valid")),
            "invoice",
            "company",
            "vat_number"),
        Tool.of(
            "compare_plans",
            "Compares a plan with the next bigger one.",
            arguments ->
                text(arguments, "from").equals("Starter")
                    ? facts(
                        "current_seats",
                        "3",
                        "next_plan",
                        "Team",
                        "seats",
                        "10",
                        "price",
                        "39 euros")
                    : facts(
                        "current_seats",
                        "10",
                        "next_plan",
                        "Studio",
                        "seats",
                        "40",
                        "price",
                        "99 euros"),
            "from"),
        Tool.of(
            "change_plan",
            "Moves the customer's account from a plan to the next bigger one.",
            arguments ->
                database.write(
                    "subscriptions",
                    text(arguments, "from"),
                    facts -> facts("change", facts.number("CH-", 7), "status", "active")),
            "from"),
        Tool.of(
            "pause_plan",
            "Pauses a subscription for one to three months.",
            arguments ->
                database.write(
                    "subscriptions",
                    text(arguments, "plan"),
                    facts -> facts("resumes_on", facts.day(60, 62), "status", "paused")),
            "plan",
            "months"),
        Tool.of(
            "create_replacement",
            "Sends a replacement for a damaged article.",
            arguments ->
                database.write(
                    "orders",
                    text(arguments, "order"),
                    facts -> facts("replacement", facts.number("SO-", 5), "eta", facts.day(2, 4))),
            "order"),
        Tool.of(
            "create_return_label",
            "Mails a free return label.",
            arguments ->
                facts(
                    "label", new Facts(text(arguments, "order"), LocalDate.EPOCH).number("RL-", 8)),
            "order"),
        Tool.of(
            "list_payments",
            "Lists payments and reservations of an order.",
            arguments ->
                database.read(
                    "payments",
                    text(arguments, "order"),
                    facts ->
                        facts(
                            "payments", "1",
                            "reservation", facts.number("AUTH-", 6),
                            "expires_on", facts.day(2, 5))),
            "order"),
        Tool.of(
            "release_reservation",
            "Releases a reservation on a card.",
            arguments ->
                database.write(
                    "payments",
                    text(arguments, "reservation"),
                    facts -> facts("reference", facts.number("ARN", 9), "status", "released")),
            "reservation"),
        Tool.of(
            "check_gift_card",
            "Shows balance and shop of a gift card.",
            arguments ->
                database.read(
                    "gift_cards",
                    text(arguments, "card"),
                    facts ->
                        facts(
                            "balance", facts.euros(20, 100),
                            "market", facts.pick("Swiss", "Danish", "British", "Swedish"))),
            "card"),
        Tool.of(
            "convert_gift_card",
            "Moves the balance of a gift card to a new card for the customer's shop.",
            arguments ->
                database.write(
                    "gift_cards",
                    text(arguments, "card"),
                    facts -> facts("new_card", facts.number("LG-", 6), "status", "active")),
            "card"));
  }

  /** Both specialists can look up orders. */
  static Tool lookUpOrder(ShopDatabase database) {
    return Tool.of(
        "look_up_order",
        "Finds an order by its number.",
        arguments ->
            database.read(
                "orders",
                text(arguments, "order"),
                facts ->
                    facts(
                        "status", facts.pick("shipped", "delivered", "returned"),
                        "total", facts.euros(25, 390),
                        "payment_method",
                            facts.pick("credit card", "PayPal account", "bank account"),
                        "returned_on", facts.day(-14, -6))),
        "order");
  }

  static String text(Map<String, Object> arguments, String name) {
    Object value = arguments.get(name);
    if (value == null) {
      throw new IllegalArgumentException("missing argument: " + name);
    }
    return value.toString();
  }
}
