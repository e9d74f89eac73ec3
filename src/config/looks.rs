//! The settings of the page's looks.

use crate::config::check::Values;
use crate::web::handlers::branding::{Logo, Looks, accent};

impl Values {
    pub(super) fn looks(&mut self) -> Looks {
        Looks {
            logo: self.logo(),
            accent: self.accent(),
            support: Some(self.text("support")).filter(|address| !address.is_empty()),
        }
    }

    fn logo(&mut self) -> Option<Logo> {
        let path = self.text("logo");
        if path.is_empty() {
            return None;
        }
        Logo::read(&path)
            .map_err(|what| self.problem("logo", what))
            .ok()
    }

    fn accent(&mut self) -> Option<[crate::web::handlers::branding::Colour; 2]> {
        let (light, dark) = (self.text("accent"), self.text("accent_dark"));
        if light.is_empty() && dark.is_empty() {
            return None;
        }
        accent(&light, &dark)
            .map_err(|(name, what)| self.problem(name, what))
            .ok()
    }
}
