using System;
using System.Threading.Tasks;

class Door : IDisposable { public void Dispose() { } public void Close() { } }

class A
{
    async Task<Door> Open() { await Task.Delay(1); return new Door(); }

    async Task Use()
    {
        (await Open()).Close();
        var door = await Open().ConfigureAwait(false);
        door.Close();
        using (var other = await Open()) { other.Close(); }
        using var last = new Door();
        last.Close();
    }
}
