// What the browser tests ask a page; evaluates to an object of functions, kept as window.probes.
window.probes = {
  // Levels of the headings that are shown, in the order of the page.
  headings() {
    return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter(heading => heading.getClientRects().length)
      .map(heading => Number(heading.tagName[1]));
  },

  // Every element that the keyboard should reach, in the order of the document.
  interactive() {
    return [...document.querySelectorAll("a[href], summary, button, input, select, [tabindex='0']")]
      .filter(element => element.checkVisibility({ contentVisibilityAuto: true }));
  },

  place(element) {
    return window.probes.interactive().indexOf(element);
  },

  // The ring round what has the focus, and whether any of it is inside the window.
  focus() {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      place: window.probes.place(element),
      name: element.textContent.trim().slice(0, 60),
      ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    };
  },

  // Texts of figures without enough contrast to what is painted under their middle.
  paleTexts() {
    const found = [];
    for (const holder of document.querySelectorAll("[data-figure]")) {
      const painted = [];
      for (const element of holder.querySelectorAll("svg path, svg rect, svg circle, svg text")) {
        if (element.closest("defs, clipPath")) continue;
        if (element.tagName === "text") {
          const words = element.textContent.trim();
          if (words && element.getBoundingClientRect().width) judge(element, words, painted);
        } else if (element.closest(".hoverlayer") === null) {
          painted.push(element);
        }
      }
      function judge(text, words, under) {
        const box = text.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        let ground = [255, 255, 255];
        for (const shape of under) ground = over(shape, x, y) || ground;
        function over(shape, px, py) {
          const style = getComputedStyle(shape);
          if (style.fill === "none" || style.visibility === "hidden") return null;
          const matrix = shape.getScreenCTM();
          if (!matrix) return null;
          const point = new DOMPoint(px, py).matrixTransform(matrix.inverse());
          if (!shape.isPointInFill(point)) return null;
          return mixed(style.fill, ground, opacity(shape) * parseFloat(style.fillOpacity));
        }
        const style = getComputedStyle(text.querySelector("tspan[style]") || text);
        const ink = mixed(style.fill, ground, opacity(text) * parseFloat(style.fillOpacity));
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = contrast(ink, ground);
        if (ratio < (large ? 3 : 4.5)) {
          found.push(`${holder.id}: ${words.slice(0, 40)} ${ratio.toFixed(2)}`);
        }
      }
    }
    return found;

    function opacity(element) {
      let whole = 1;
      for (let e = element; e && e.tagName !== "DIV"; e = e.parentElement) {
        whole *= parseFloat(getComputedStyle(e).opacity);
      }
      return whole;
    }
    function mixed(colour, ground, share) {
      const parts = colour.match(/[\d.]+/g).map(Number);
      const alpha = share * (parts.length > 3 ? parts[3] : 1);
      return parts.slice(0, 3).map((value, k) => alpha * value + (1 - alpha) * ground[k]);
    }
    function contrast(one, other) {
      const [a, b] = [light(one), light(other)].sort((p, q) => q - p);
      return (a + 0.05) / (b + 0.05);
    }
    function light(colour) {
      const [r, g, b] = colour.map(value => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
  },
};
