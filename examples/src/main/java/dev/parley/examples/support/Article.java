package dev.parley.examples.support;

/**
 * An article of the knowledge base.
 *
 * @param score how well it fits what was searched for; 0 for one that was not searched for
 */
record Article(String id, String title, String text, double score) {}
