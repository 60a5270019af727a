# Sends datagrams from many ports, from 20000 on: address, port, how many ports, how many datagrams from each.
use strict;
use Socket;
my ($address, $port, $count, $times) = @ARGV;
for my $from (20000 .. 20000 + $count - 1) {
    socket my $socket, PF_INET, SOCK_DGRAM, 0 or die $!;
    bind $socket, pack_sockaddr_in $from, INADDR_ANY or die $!;
    send $socket, 'x', 0, pack_sockaddr_in $port, inet_aton $address or die $! for 1 .. $times;
}
