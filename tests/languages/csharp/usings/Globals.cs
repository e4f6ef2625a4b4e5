global using Lib.Tools;
