"""What flows: records, their wire format, settings, Kafka, Faust and HTTP at the edges."""
