#!/bin/sh
# Install Tesseract with German and English through apt where that is allowed, else name the command.
set -u
packages="tesseract-ocr tesseract-ocr-deu tesseract-ocr-eng"
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get -qq update && apt-get -qq install -y $packages >/dev/null && exit 0
elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
    sudo apt-get -qq update && sudo apt-get -qq install -y $packages >/dev/null && exit 0
fi
echo "Tesseract is not installed and could not be; for OCR run: sudo apt-get install $packages"
