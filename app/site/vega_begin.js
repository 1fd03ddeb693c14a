// Debian ships Vega in parts that speak CommonJS; these few lines let them find one another.
var vega = (function () {
  var parts = {};
  function part(name, define) {
    var module = { exports: {} };
    define(module.exports, module, function (wanted) {
      if (!(wanted in parts)) throw new Error(name + " needs " + wanted);
      return parts[wanted];
    });
    parts[name] = module.exports;
  }
