package dev.parley.examples.support;

import static dev.parley.examples.support.BillingTools.text;
import static dev.parley.examples.support.Tool.facts;

import java.util.List;

/** What the technical agent can look up and do. */
final class TechnicalTools {

  private TechnicalTools() {}

  static List<Tool> on(ShopDatabase database) {
    return List.of(
        BillingTools.lookUpOrder(database),
        Tool.of(
            "track_parcel",
            "Asks the carrier where the parcel of an order is.",
            arguments ->
                database.read(
                    "parcels",
                    text(arguments, "order"),
                    facts ->
                        facts(
                            "carrier", facts.pick("Nordpost", "Kurier24", "GreenWheels"),
                            "parcel", facts.number("NP", 9),
                            "last_seen", facts.pick("Hanover", "Lyon", "Utrecht", "Linz"),
                            "eta", facts.day(1, 3))),
            "order"),
        Tool.of(
            "redirect_parcel",
            "Redirects the parcel of an order to a neighbour or a pick-up point.",
            arguments ->
                database.write(
                    "shipments",
                    text(arguments, "order"),
                    facts ->
                        facts(
                            "pick_up_point",
                            facts.pick("Kiosk am Markt", "Station Book Shop", "Corner Bakery"))),
            "order",
            "to"),
        Tool.of(
            "update_address",
            "Changes the delivery address of an order that hasn't left the warehouse.",
            arguments ->
                database.write(
                    "orders", text(arguments, "order"), facts -> facts("eta", facts.day(3, 6))),
            "order",
            "street",
            "city"),
        Tool.of(
            "set_default_address",
            "Sets the account's default address, for invoices as well if wanted.",
            arguments ->
                database.write(
                    "accounts", text(arguments, "street"), facts -> facts("status", "saved")),
            "street",
            "city",
            "invoices"),
        Tool.of(
            "look_up_account",
            "Finds an account by its e-mail address.",
            arguments ->
                database.read(
                    "accounts",
                    text(arguments, "email"),
                    facts ->
                        facts(
                            "status", "locked",
                            "locked_at", facts.pick("07:42", "21:15", "12:03", "18:30"),
                            "mail", "bounced: mailbox full")),
            "email"),
        Tool.of(
            "send_password_reset",
            "Sends a link by which the customer chooses a new password.",
            arguments ->
                database.write(
                    "accounts",
                    text(arguments, "email"),
                    facts -> facts("mail", "accepted", "valid_minutes", "30")),
            "email"),
        Tool.of(
            "list_sign_ins",
            "Lists sign-ins and refused attempts of the last days.",
            arguments ->
                database.read(
                    "sign_ins",
                    text(arguments, "email"),
                    facts ->
                        facts(
                            "device", facts.pick("a Pixel phone", "an iPhone", "a tablet"),
                            "network", facts.pick("your home line", "your mobile network"),
                            "unknown", "0")),
            "email",
            "days"),
        Tool.of(
            "check_service_status",
            "Tells whether one of our services works.",
            arguments -> facts("service", text(arguments, "service"), "status", "up and running"),
            "service"),
        Tool.of(
            "run_diagnostics",
            "Reads firmware, signal and connection of a customer's device.",
            arguments ->
                database.read(
                    "devices",
                    text(arguments, "device"),
                    facts -> facts("firmware", "4.2.0", "signal", facts.number("-", 2) + " dBm")),
            "device"),
        Tool.of(
            "start_firmware_update",
            "Installs the newest firmware on a device.",
            arguments ->
                database.write(
                    "devices",
                    text(arguments, "device"),
                    facts -> facts("target", "4.2.3", "job", facts.number("FW-", 5))),
            "device"),
        Tool.of(
            "inspect_api_key",
            "Shows label and scopes of a key for the developers' interface.",
            arguments ->
                database.read(
                    "api_keys",
                    text(arguments, "prefix"),
                    facts ->
                        facts(
                            "label",
                            facts.pick("ERP sync", "warehouse robot", "nightly export"),
                            "scopes",
                            "products:read, stock:read")),
            "prefix"),
        Tool.of(
            "recent_api_errors",
            "Lists a key's latest refused requests.",
            arguments ->
                database.read(
                    "api_errors",
                    text(arguments, "prefix"),
                    facts ->
                        facts("refused", "12", "client_address", facts.number("198.51.100.", 2))),
            "prefix",
            "minutes"));
  }
}
