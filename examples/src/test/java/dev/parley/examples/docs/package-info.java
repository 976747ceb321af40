/** Tests that keep the documents true: paths that exist, states that agree with the tests. */
package dev.parley.examples.docs;
