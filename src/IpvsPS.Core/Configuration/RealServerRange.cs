using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Real servers that stand one behind the other in an array, as those of a service do.</summary>
/// <remarks>
/// It does what <see cref="ArraySegment{T}"/> does. That is the runtime's, and code that is compiled ahead cannot hold a generic type of
/// the runtime for a type of this assembly: each new process would have to compile it.
/// </remarks>
public readonly struct RealServerRange : IReadOnlyList<RealServer>
{
    private readonly RealServer[]? _array;
    private readonly int _start;

    /// <summary>A part of an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="start">Where the first of them stands.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array does not have them.</exception>
    public RealServerRange(RealServer[] array, int start, int count)
    {
        if ((uint)start > (uint)array.Length || (uint)count > (uint)(array.Length - start))
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        (_array, _start, Count) = (array, start, count);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>One of them, which can be changed where it stands.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none at this place.</exception>
    public ref RealServer this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }

            return ref _array![_start + index];
        }
    }

    RealServer IReadOnlyList<RealServer>.this[int index] => this[index];

    /// <summary>All of an array.</summary>
    public static implicit operator RealServerRange(RealServer[] array) => new(array, 0, array.Length);

    /// <summary>The same real servers as a span.</summary>
    public Span<RealServer> AsSpan() => new(_array, _start, Count);

    /// <inheritdoc/>
    public IEnumerator<RealServer> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
