//! [`Network`] by smoltcp, over any of its devices.

use alloc::vec;
use core::time::Duration;

use pinecone_import::{Clock, TransportErrorKind as Kind};
use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet};
use smoltcp::phy::Device;
use smoltcp::socket::tcp::{RecvError, Socket, SocketBuffer};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, IpCidr, Ipv4Address};

use crate::no_std::Network;

/// Each of a connection's two buffers.
const BUFFER: usize = 4096;
/// The first of the ports that connections come from.
const PORTS: u16 = 49152;

/// What a DHCP and a DNS server would tell.
pub struct Addresses {
    pub own: IpCidr,
    pub router: Ipv4Address,
    pub hosts: &'static [(&'static str, Ipv4Address)],
}

pub struct Smoltcp<D, C> {
    device: D,
    clock: C,
    interface: Interface,
    sockets: SocketSet<'static>,
    socket: SocketHandle,
    hosts: &'static [(&'static str, Ipv4Address)],
    port: u16,
}

impl<D: Device, C: Clock> Smoltcp<D, C> {
    /// `seed` must differ at each start: with the last ports and sequence numbers again, a server
    /// could take a new connection for an old one.
    pub fn new(
        mut device: D,
        mac: [u8; 6],
        addresses: &Addresses,
        seed: u64,
        clock: C,
    ) -> Option<Self> {
        let mut config = Config::new(EthernetAddress(mac).into());
        config.random_seed = seed;
        let now = instant(clock.now());
        let mut interface = Interface::new(config, &mut device, now);
        let mut room = true;
        interface.update_ip_addrs(|own| room = own.push(addresses.own).is_ok());
        let routes = interface.routes_mut();
        routes.add_default_ipv4_route(addresses.router).ok()?;
        let buffer = || SocketBuffer::new(vec![0; BUFFER]);
        let mut sockets = SocketSet::new(vec![]);
        let socket = sockets.add(Socket::new(buffer(), buffer()));
        room.then_some(Self {
            device,
            clock,
            interface,
            sockets,
            socket,
            hosts: addresses.hosts,
            port: PORTS | (seed >> 48) as u16,
        })
    }

    /// Moves packets, and asks the socket until it has an answer.
    fn until<T>(
        &mut self,
        deadline: Duration,
        mut ask: impl FnMut(&mut Socket<'_>) -> Option<Result<T, Kind>>,
    ) -> Result<T, Kind> {
        loop {
            let now = self.clock.now();
            self.interface
                .poll(instant(now), &mut self.device, &mut self.sockets);
            if let Some(answer) = ask(self.sockets.get_mut(self.socket)) {
                return answer;
            }
            if now >= deadline {
                return Err(Kind::Timeout);
            }
        }
    }
}

impl<D: Device, C: Clock> Network for Smoltcp<D, C> {
    fn connect(&mut self, host: &str, port: u16, deadline: Duration) -> Result<(), Kind> {
        let known = self.hosts.iter().find(|(name, _)| *name == host);
        let (_, address) = known.ok_or(Kind::Resolve)?;
        let socket = self.sockets.get_mut::<Socket<'_>>(self.socket);
        if socket.is_open() {
            // The last connection may still wait for the server's end of it.
            socket.abort();
            self.interface.poll(
                instant(self.clock.now()),
                &mut self.device,
                &mut self.sockets,
            );
        }
        self.port = PORTS | self.port.wrapping_add(1);
        let socket = self.sockets.get_mut::<Socket<'_>>(self.socket);
        socket
            .connect(self.interface.context(), (*address, port), self.port)
            .map_err(|_| Kind::Connect)?;
        self.until(deadline, |socket| {
            match (socket.may_send(), socket.is_open()) {
                (true, _) => Some(Ok(())),
                (_, false) => Some(Err(Kind::Connect)),
                _ => None,
            }
        })
    }

    fn write(&mut self, bytes: &[u8], deadline: Duration) -> Result<usize, Kind> {
        let count = self.until(deadline, |socket| match socket.send_slice(bytes) {
            Ok(0) => None,
            Ok(count) => Some(Ok(count)),
            Err(_) => Some(Err(Kind::Io)),
        })?;
        // Sends them off.
        self.interface.poll(
            instant(self.clock.now()),
            &mut self.device,
            &mut self.sockets,
        );
        Ok(count)
    }

    fn read(&mut self, buffer: &mut [u8], deadline: Duration) -> Result<usize, Kind> {
        self.until(deadline, |socket| match socket.recv_slice(buffer) {
            Ok(0) => None,
            Ok(count) => Some(Ok(count)),
            Err(RecvError::Finished) => Some(Ok(0)),
            Err(RecvError::InvalidState) => Some(Err(Kind::Io)),
        })
    }

    fn close(&mut self) {
        self.sockets.get_mut::<Socket<'_>>(self.socket).close();
        self.interface.poll(
            instant(self.clock.now()),
            &mut self.device,
            &mut self.sockets,
        );
    }
}

fn instant(time: Duration) -> Instant {
    Instant::from_micros(i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}
