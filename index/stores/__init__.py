"""Where vectors lie: a folder of this machine, or a Chroma server; the only folder that imports chromadb."""
