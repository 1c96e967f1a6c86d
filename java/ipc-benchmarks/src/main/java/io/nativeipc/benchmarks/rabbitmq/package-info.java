/** What the sender over RabbitMQ costs beside the client that it is made of. */
package io.nativeipc.benchmarks.rabbitmq;
