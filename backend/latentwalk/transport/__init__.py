"""What crosses the network: the wire codec, the WebSocket carrier, pacing."""
